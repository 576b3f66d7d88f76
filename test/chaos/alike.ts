import { isDeepStrictEqual } from 'node:util';

/** Throws what differs, field by field, with the life that led to it. */
export function expectAlike(belief: object, expected: object | undefined, life: object): void {
  const differing = Object.keys(belief).filter(
    (key) => !isDeepStrictEqual(Reflect.get(belief, key), Reflect.get(expected ?? {}, key)),
  );
  const wrong = ['differences', 'lies'].filter((key) => (Reflect.get(belief, key) as unknown[]).length > 0);
  const told = [...new Set([...differing, ...wrong])].map(
    (key) =>
      `${key}:\n  in order  ${JSON.stringify(Reflect.get(expected ?? {}, key))}\n  otherwise ${JSON.stringify(Reflect.get(belief, key))}`,
  );
  if (told.length > 0) throw new Error(`${JSON.stringify(life)}\n${told.join('\n')}`);
}
