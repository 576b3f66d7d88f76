import { addDuration } from '../../sandbox/clock.js';

/** Whose clock it is. `goTo` plays all that happens until then. */
export interface Mover {
  now(): Date;
  goTo(at: Date): Promise<void>;
}

interface Wait {
  at: Date;
  wake: () => void;
  fail: (error: unknown) => void;
}

/** Lives that wait for nearly the same moment wait for the last of these: each look at a moment costs a while. */
const TOGETHER_MS = 10 * 60_000;

/**
 * One clock for many lives: it moves only when every one of them waits for it, to the moment that the first waits
 * for. So they pass the same months side by side, and each is written as if it were alone.
 */
export class Calendar {
  #living = 0;
  #moving = false;
  #waiting: Wait[] = [];

  constructor(readonly mover: Mover) {}

  /** Lets all lives begin; each answer is settled when its life is over. */
  live(lives: readonly (() => Promise<void>)[]): Promise<void>[] {
    this.#living = lives.length;
    return lives.map((life) => this.#live(life));
  }

  /** Waits until so much time has passed, an ISO 8601 duration. */
  passes(duration: string): Promise<void> {
    const at = addDuration(this.mover.now(), duration);
    if (!at) throw new Error(`${duration} is no duration`);
    return new Promise((wake, fail) => {
      this.#waiting.push({ at, wake, fail });
      this.#turn();
    });
  }

  async #live(life: () => Promise<void>): Promise<void> {
    try {
      await life();
    } finally {
      this.#living -= 1;
      this.#turn();
    }
  }

  #turn(): void {
    if (this.#moving || this.#waiting.length === 0 || this.#waiting.length < this.#living) return;
    this.#moving = true;
    const first = Math.min(...this.#waiting.map(({ at }) => at.getTime()));
    const due = this.#waiting.filter(({ at }) => at.getTime() <= first + TOGETHER_MS);
    this.#waiting = this.#waiting.filter((wait) => !due.includes(wait));
    const until = Math.max(...due.map(({ at }) => at.getTime()));
    this.mover
      .goTo(new Date(until))
      .finally(() => {
        this.#moving = false;
      })
      .then(
        () => {
          for (const { wake } of due) wake();
        },
        (error) => {
          for (const { fail } of due) fail(error);
        },
      );
  }
}
