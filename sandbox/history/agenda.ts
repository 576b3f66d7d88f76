type Task = { at: number; act: (at: number) => void; consequence: boolean };

/** What will happen in one life, in the order of time. Acts may plan further ones. Times in milliseconds. */
export class Agenda {
  private readonly tasks: Task[] = [];

  /** Plans an act. Acts of one moment happen in the order they were planned. */
  plan(at: number, act: Task['act']): void {
    this.add({ at, act, consequence: false });
  }

  /** Plans what follows at once from something that happened: it is not cut off by the end of the year. */
  follow(at: number, act: Task['act']): void {
    this.add({ at, act, consequence: true });
  }

  /** Lets everything happen that is due before `end`, and what follows from it. */
  playUntil(end: number): void {
    for (let task = this.next(end); task; task = this.next(end)) task.act(task.at);
  }

  private add(task: Task): void {
    let place = this.tasks.length;
    while (place > 0 && (this.tasks[place - 1]?.at ?? 0) > task.at) place -= 1;
    this.tasks.splice(place, 0, task);
  }

  private next(end: number): Task | undefined {
    const place = this.tasks.findIndex(({ at, consequence }) => at < end || consequence);
    return place === -1 ? undefined : this.tasks.splice(place, 1)[0];
  }
}
