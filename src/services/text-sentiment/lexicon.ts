const words = (text: string): string[] => text.trim().split(/\s+/);

/** English words and how much they please or displease: a small lexicon in the manner of AFINN, −3 to 3. */
export const LEXICON: ReadonlyMap<string, number> = new Map(
  [
    {
      weight: 3,
      of: 'amazing awesome brilliant delighted excellent fantastic love loved loves outstanding perfect superb wonderful',
    },
    {
      weight: 2,
      of: 'beautiful best enjoy enjoyed enjoyable glad grateful great happy helpful impressive joy kind pleased recommend reliable smooth thank thanks thrilled win',
    },
    {
      weight: 1,
      of: 'calm clean clear easy fair fast fine fresh friendly good handy like liked nice okay quick quiet simple solid useful warm welcome well works',
    },
    {
      weight: -1,
      of: 'boring cheap cold confusing delay delayed difficult dirty dull expensive hard late loud missing noisy odd problem slow tired unclear unsure weak',
    },
    {
      weight: -2,
      of: 'annoying annoyed bad broken bug bugs crash crashed crashes disappointed disappointing fail failed fails failure frustrated frustrating hate lost refund rude sad unhappy unreliable useless wrong',
    },
    {
      weight: -3,
      of: 'appalling atrocious awful catastrophe disaster disgusting dreadful furious hateful horrible nightmare scam terrible worst',
    },
  ].flatMap(({ weight, of }) => words(of).map((word): [string, number] => [word, weight])),
);

/** Turn what follows around: "not good". */
export const NEGATIONS: ReadonlySet<string> = new Set(
  words(
    "not no never none nothing hardly without isn't wasn't aren't don't doesn't didn't can't cannot won't wouldn't",
  ),
);

/** Make what follows stronger or weaker: "very good". */
export const DEGREES: ReadonlyMap<string, number> = new Map([
  ['very', 1.5],
  ['really', 1.5],
  ['extremely', 2],
  ['absolutely', 2],
  ['so', 1.3],
  ['quite', 1.1],
  ['rather', 0.8],
  ['somewhat', 0.6],
  ['slightly', 0.5],
]);
