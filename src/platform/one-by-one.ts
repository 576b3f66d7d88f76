/**
 * Does the work for each item in turn. One that fails keeps none of the others from their turn.
 * @throws what the only one that failed threw, or an AggregateError of several
 */
export async function oneByOne<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const faults: unknown[] = [];
  for (const item of items) await work(item).catch((fault: unknown) => faults.push(fault));
  if (faults.length === 1) throw faults[0];
  if (faults.length > 1) throw new AggregateError(faults, `${faults.length} of ${items.length} failed`);
}
