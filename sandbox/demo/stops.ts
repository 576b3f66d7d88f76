/** What was started, to be stopped the other way round, once, whatever fails on the way. */
export class Stops {
  readonly #stops: (() => Promise<void>)[] = [];

  add(stop: () => Promise<void>): void {
    this.#stops.push(stop);
  }

  async all(): Promise<void> {
    for (let stop = this.#stops.pop(); stop; stop = this.#stops.pop()) {
      await stop().catch((error: Error) => console.error(`while stopping: ${error.message}`));
    }
  }
}
