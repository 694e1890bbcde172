// Invented chats in the form that WhatsApp exports, for looking at pages and measuring them. The same settings give the
// same chat. Nobody in them exists.

/** Returns numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const SAID = ["ok", "yes", "on my way home now", "how was it?", "that is so good", "the bus is late again", "see you there", "did you eat?", "i made soup", "sleep well", "what are you reading?", "it rained all day here"];
const two = (number) => String(number).padStart(2, "0");

/**
 * Returns the lines of a chat. `weeks` holds for each week how many messages a week the two write and how many minutes
 * the other person takes to reply: `[alter, ego, minutes]`.
 */
export function chat({ alter = "Alex", ego = "Dana", from = "2026-03-02", weeks, seed = 7 }) {
  const next = numbers(seed);
  const lines = [];
  const first = new Date(`${from}T00:00:00Z`).getTime();
  weeks.forEach(([ofAlter, ofEgo, minutes], week) => {
    for (let day = 0; day < 7; day += 1) {
      const noise = 0.55 + 0.9 * next();
      let left = { alter: Math.round((ofAlter / 7) * noise + next() - 0.5), ego: Math.round((ofEgo / 7) * noise + next() - 0.5) };
      let at = 8 * 60 + next() * 300;
      while (left.alter + left.ego > 0 && at < 1439) {
        // The side with more left to say opens more often and says more.
        const side = next() * (left.alter + left.ego) < left.alter ? "alter" : "ego";
        const time = new Date(first + ((week * 7 + day) * 1440 + at) * 60000);
        const stamp = `${two(time.getUTCDate())}/${two(time.getUTCMonth() + 1)}/${time.getUTCFullYear()}, ${two(time.getUTCHours())}:${two(time.getUTCMinutes())}`;
        lines.push(`${stamp} - ${side === "alter" ? alter : ego}: ${SAID[Math.floor(next() * SAID.length)]}`);
        left[side] -= 1;
        const wait = side === "ego" ? minutes : 8;
        const room = (1439 - at) / (left.alter + left.ego + 1);
        at += Math.min(room, -Math.log(1 - next()) * wait + 0.3);
      }
    }
  });
  return `${lines.join("\n")}\n`;
}

/** Returns `count` weeks alike. */
export const weeks = (count, alter, ego, minutes) => Array.from({ length: count }, () => [alter, ego, minutes]);

/** Chats by what is seen in them. */
export const SHAPES = {
  steady: () => chat({ weeks: weeks(16, 70, 66, 14), seed: 3 }),
  fade: () => chat({ alter: "Maximilian-Alexander Featherstonehaugh", ego: "Wilhelmina", weeks: Array.from({ length: 18 }, (_, week) => [90 - 4.6 * week, 70 - 2 * week, 10 + 9 * week]), seed: 5 }),
  stopped: () => chat({ alter: "Noor", ego: "Sam", weeks: [...weeks(9, 60, 60, 12), [12, 30, 90], ...weeks(3, 0, 4, 60)], seed: 11 }),
  both: () => chat({ alter: "Kim", ego: "Jo", weeks: [...weeks(12, 60, 58, 15), ...weeks(8, 16, 15, 120)], seed: 13 }),
  few: () => chat({ weeks: weeks(2, 9, 8, 40), seed: 17 }),
  years: () => chat({ alter: "Robin", ego: "Dana", from: "2022-01-03", weeks: [...weeks(160, 280, 265, 9), ...weeks(60, 85, 145, 70)], seed: 19 }),
};
