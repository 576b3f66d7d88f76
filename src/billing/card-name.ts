const BRANDS: Readonly<Record<string, string>> = {
  amex: 'American Express',
  cartes_bancaires: 'Cartes Bancaires',
  diners: 'Diners Club',
  eftpos_au: 'eftpos',
  jcb: 'JCB',
  sepa_debit: 'SEPA direct debit',
  unionpay: 'UnionPay',
};

/** What was paid with, or may be: "Visa ·· 4242", "Link". */
export function cardName({ brand, last4 }: { brand: string; last4: string | null }): string {
  const name = BRANDS[brand] ?? brand.charAt(0).toUpperCase() + brand.slice(1).replaceAll('_', ' ');
  return last4 ? `${name} ·· ${last4}` : name;
}
