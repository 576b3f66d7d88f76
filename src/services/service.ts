/** What a service is given: the text of a form, or the bytes of a file. */
export type ServiceInput = string | Buffer;

/** What a run gives: a sentence, facts to list, and for some a picture. */
export interface ServiceOutput {
  summary: string;
  facts: readonly { label: string; value: string }[];
  image?: { media_type: 'image/png'; data: Buffer; width: number; height: number };
}

/** A service that QuickScale runs itself. The database holds its price, which operators change. */
export interface Service {
  slug: string;
  name: string;
  description: string;
  /** What one use is called. */
  unit: string;
  /** Hundredths of a credit, when it is first installed. */
  cost: number;
  input: InputForm;
  /** Pure. Throws Unusable when it cannot do it: then the customer gets his credits back. */
  run(input: ServiceInput): ServiceOutput;
}

export type InputForm =
  | { kind: 'text'; label: string; hint: string; max_length: number }
  | { kind: 'file'; label: string; hint: string; max_bytes: number; accept: string };

/** The input cannot be used; the message says so to the customer. */
export class Unusable extends Error {}
