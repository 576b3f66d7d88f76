const ID_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A repeatable source of chance: the same seed gives the same numbers, ids and choices. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter: number;

  constructor(private readonly seed: string) {
    [this.a, this.b, this.c, this.counter] = scramble(seed);
    for (let round = 0; round < 12; round += 1) this.next();
  }

  /** An independent source, so that what one customer does never shifts what the next one does. */
  fork(label: string): Random {
    return new Random(`${this.seed}/${label}`);
  }

  /** A number in [0, 1). */
  next(): number {
    return this.word() / 2 ** 32;
  }

  /** A whole number from `low` up to and including `high`. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.int(0, items.length - 1)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  /** Picks by the weights given beside the items. */
  weighted<T>(items: readonly (readonly [T, number])[]): T {
    let left = this.next() * items.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of items) {
      left -= weight;
      if (left < 0) return item;
    }
    return this.pick(items)[0];
  }

  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, rank: this.next() }))
      .sort((one, other) => one.rank - other.rank)
      .map(({ item }) => item);
  }

  hex(length: number): string {
    let digits = '';
    while (digits.length < length) digits += this.word().toString(16).padStart(8, '0');
    return digits.slice(0, length);
  }

  text(length: number): string {
    let letters = '';
    while (letters.length < length) letters += ID_ALPHABET[this.int(0, ID_ALPHABET.length - 1)];
    return letters;
  }

  /** An id in Stripe's style, such as `cus_TQ5x0aBcD1eF2g`. */
  stripeId(prefix: string, length = 24): string {
    return `${prefix}_${this.text(length)}`;
  }

  /** A UUIDv7 of the moment `at` (milliseconds). */
  uuid(at: number): string {
    const time = Math.floor(at).toString(16).padStart(12, '0');
    const [random, variant] = [this.hex(18), '89ab'[this.int(0, 3)]];
    return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(3, 6)}-${random.slice(6)}`;
  }

  /** 32 bits: sfc32 by Chris Doty-Humphrey. */
  private word(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    this.counter = (this.counter + 1) | 0;
    return sum >>> 0;
  }
}

/** Four words of state from a text (xmur3 by bryc). */
function scramble(text: string): [number, number, number, number] {
  let hash = 1_779_033_703 ^ text.length;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 3_432_918_353);
    hash = (hash << 13) | (hash >>> 19);
  }
  const word = () => {
    hash = Math.imul(hash ^ (hash >>> 16), 2_246_822_507);
    hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909);
    hash ^= hash >>> 16;
    return hash >>> 0;
  };
  return [word(), word(), word(), word()];
}
