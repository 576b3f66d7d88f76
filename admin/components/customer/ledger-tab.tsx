import React from 'react';
import { useSearchParams } from 'react-router-dom';
import { Empty, Loading } from '../parts/empty.js';
import { useRead } from '../parts/use-read.js';
import { BalanceExplained } from './balance-explained.js';
import { ASKED, type Ask } from './ledger-asked.js';
import { LedgerLines } from './ledger-lines.js';
import type { Ledger } from './types.js';

/** Why the balance is what it is, and the ledger behind it. What is asked for stands in the address. */
export function LedgerTab({ id }: { id: string }): React.ReactElement {
  const [search, setSearch] = useSearchParams();
  const asked = new URLSearchParams(
    [...search].filter(([name]) => (ASKED as readonly string[]).includes(name)),
  );
  const path = `/resources/customers/records/${id}/ledger`;
  const { answer, fault } = useRead<{ ledger: Ledger }>(path, asked.toString());
  const ask: Ask = (changes) => {
    for (const [name, value] of Object.entries(changes)) {
      if (value) search.set(name, value);
      else search.delete(name);
    }
    setSearch(search, { replace: true });
  };
  if (!answer) return fault ? <Empty title={fault} /> : <Loading />;
  const { explanation, ...ledger } = answer.ledger;
  return (
    <div className="stack below">
      {fault ? <p className="fault small">{fault}</p> : null}
      <BalanceExplained explanation={explanation} asked={search} onAsk={ask} />
      <LedgerLines id={id} ledger={ledger} asked={search} onAsk={ask} />
    </div>
  );
}
