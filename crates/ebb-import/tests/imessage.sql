-- Makes fixtures/imessage/two-handles.db: sqlite3 fixtures/imessage/two-handles.db < tests/imessage.sql
PRAGMA page_size = 512;
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT, service TEXT, person_centric_id TEXT);
CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, style INTEGER, chat_identifier TEXT, display_name TEXT);
CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER);
CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER);
CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, attributedBody BLOB, handle_id INTEGER,
  date INTEGER, is_from_me INTEGER, item_type INTEGER, error INTEGER, is_audio_message INTEGER,
  cache_has_attachments INTEGER, associated_message_guid TEXT, associated_message_type INTEGER,
  associated_message_emoji TEXT, date_edited INTEGER, balloon_bundle_id TEXT);
INSERT INTO handle VALUES (1, '+15550001111', 'iMessage', 'card-7'), (2, '+15550001111', 'SMS', NULL),
  (3, 'dana@mail.example', 'iMessage', 'card-7');
INSERT INTO chat VALUES (1, 45, '+15550001111', NULL), (2, 45, 'dana@mail.example', NULL), (3, 45, '+15550001111', NULL);
INSERT INTO chat_handle_join VALUES (1, 1), (2, 3), (3, 2);
INSERT INTO message VALUES
 (1, 'A', 'Did you get home safely?', NULL, 1, 700000000, 0, 0, 0, 0, 0, NULL, 0, NULL, 0, NULL),
 (2, 'B', NULL, x'040B73747265616D747970656481E803840140848484124E5341747472696275746564537472696E67008484084E534F626A656374008592848484084E53537472696E67019484012B1359657320F09F8FA12C20616C6C2066696E6521218684026949', 0, 700000060123456789, 1, 0, 0, 0, 0, NULL, 0, NULL, 0, NULL),
 (3, 'C', NULL, NULL, 1, 700000090000000000, 0, 0, 0, 0, 0, 'p:0/B', 2000, NULL, 0, NULL),
 (4, 'D', char(65532), NULL, 3, 700086400000000000, 0, 0, 0, 0, 1, NULL, 0, NULL, 0, NULL),
 (5, 'E', char(65532), NULL, 0, 700086500000000000, 1, 0, 0, 1, 1, NULL, 0, NULL, 0, NULL),
 (6, 'F', NULL, NULL, 1, 700086600000000000, 0, 0, 0, 0, 0, 'p:0/E', 3000, NULL, 0, NULL),
 (7, 'G', NULL, NULL, 2, 700086700000000000, 0, 0, 0, 0, 0, NULL, 0, NULL, 700086750000000000, NULL),
 (8, 'H', 'This one never left the phone', NULL, 0, 700086800000000000, 1, 0, 22, 0, 0, NULL, 0, NULL, 0, NULL),
 (9, 'I', 'A line with an emoji 🙂 and ' || char(8207) || 'שלום', NULL, 2, 700086900000000000, 0, 0, 0, 0, 0, NULL, 0, NULL, 0, NULL),
 (10, 'J', 'Without a time', NULL, 1, 0, 0, 0, 0, 0, 0, NULL, 0, NULL, 0, NULL),
 (11, 'K', NULL, NULL, 0, 700087000000000000, 1, 0, 0, 0, 0, 'p:0/I', 2006, '🥳', 0, NULL),
 (12, 'L', NULL, NULL, 1, 700087100000000000, 0, 3, 0, 0, 0, NULL, 0, NULL, 0, NULL);
INSERT INTO chat_message_join VALUES (1,1),(1,2),(1,3),(2,4),(2,5),(2,6),(3,7),(3,8),(3,9),(1,10),(3,11),(1,12);
