-- Makes fixtures/viber/two-people.db: sqlite3 fixtures/viber/two-people.db < tests/viber.sql
PRAGMA page_size = 512;
CREATE TABLE Contact (ContactID INTEGER PRIMARY KEY, Name TEXT, ClientName TEXT, Number TEXT);
CREATE TABLE ChatInfo (ChatID INTEGER PRIMARY KEY, Name TEXT);
CREATE TABLE ChatRelation (ChatID INTEGER, ContactID INTEGER);
CREATE TABLE Events (EventID INTEGER PRIMARY KEY, TimeStamp INTEGER, Direction INTEGER, Type INTEGER, ChatID INTEGER,
  ContactID INTEGER);
CREATE TABLE Messages (EventID INTEGER PRIMARY KEY, Type INTEGER, Body TEXT, Info TEXT);
CREATE TABLE Calls (EventID INTEGER PRIMARY KEY, Type INTEGER, Duration INTEGER);
INSERT INTO Contact VALUES (1, NULL, NULL, '+15550002222'), (2, NULL, 'Dana', '+15550001111');
INSERT INTO ChatInfo VALUES (7, NULL);
INSERT INTO ChatRelation VALUES (7, 1), (7, 2);
INSERT INTO Events VALUES (1, 1705070962123, 0, 1, 7, 2), (2, 1705071000000, 1, 1, 7, 1), (3, 1705072000000, 0, 2, 7, 2),
  (4, 1705073000000, 0, 1, 7, 2), (5, 1705074000000, 0, 3, 7, 2), (6, 0, 0, 1, 7, 2);
INSERT INTO Messages VALUES (1, 1, 'Shall I call you? 📞', ''), (2, 1, 'Yes please', ''), (4, 4, NULL, ''),
  (6, 1, 'Without a time', '');
INSERT INTO Calls VALUES (3, 1, 61);
-- A stray byte, so that this is no text.
CREATE TABLE Other (Raw BLOB);
INSERT INTO Other VALUES (x'FFFE');
