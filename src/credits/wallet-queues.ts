/** Work that must not run twice at once for one wallet. */
export interface WalletQueues<Item extends { wallet_id: string }> {
  add(item: Item): void;
  /** Whether anything of this wallet is under way or waits its turn. */
  has(wallet_id: string): boolean;
}

/**
 * Works item by item within a wallet, at most `at_once` wallets at a time: whoever waits for a busy wallet's lock keeps
 * one connection, not all. `work` must not reject; `freed` is called when a wallet has nothing left to do.
 */
export function createWalletQueues<Item extends { wallet_id: string }>({
  at_once,
  work,
  freed,
}: {
  at_once: number;
  work: (item: Item) => Promise<void>;
  freed: () => void;
}): WalletQueues<Item> {
  const queues = new Map<string, Item[]>();
  const idle: Item[][] = [];
  let running = 0;

  function start(): void {
    while (running < at_once) {
      const queue = idle.shift();
      if (!queue) return;
      running += 1;
      void drain(queue);
    }
  }

  async function drain(queue: Item[]): Promise<void> {
    for (let item = queue[0]; item; item = queue[0]) {
      await work(item);
      queue.shift();
      if (queue.length === 0) queues.delete(item.wallet_id);
    }
    running -= 1;
    start();
    freed();
  }

  return {
    has: (wallet_id) => queues.has(wallet_id),
    add: (item) => {
      const queue = queues.get(item.wallet_id);
      if (queue) {
        queue.push(item);
        return;
      }
      const first = [item];
      queues.set(item.wallet_id, first);
      idle.push(first);
      start();
    },
  };
}
