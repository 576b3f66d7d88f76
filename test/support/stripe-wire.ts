/**
 * A process of its own that writes functions which validate Stripe's objects to the file it is given: it needs
 * TypeScript's compiler, which takes longer to load than most test files take, and then compiles a large schema.
 */
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import ts from 'typescript';

/** Every object a Stripe may answer, by its `object` field: what the SDK's own types say it must look like. */
const WIRE = `
import type Stripe from 'stripe';
type Event = Omit<Stripe.ChargeRefundedEvent, 'type' | 'data'> & {
  type: Stripe.Event.Type;
  data: { object: unknown; previous_attributes?: unknown };
};
export interface Wire {
  balance_transaction: Stripe.BalanceTransaction;
  'billing_portal.session': Stripe.BillingPortal.Session;
  charge: Stripe.Charge;
  'checkout.session': Stripe.Checkout.Session;
  coupon: Stripe.Coupon;
  'deleted coupon': Stripe.DeletedCoupon;
  discount: Stripe.Discount;
  promotion_code: Stripe.PromotionCode;
  credit_note: Stripe.CreditNote;
  credit_note_line_item: Stripe.CreditNoteLineItem;
  customer: Stripe.Customer;
  'deleted invoice': Stripe.DeletedInvoice;
  'deleted invoiceitem': Stripe.DeletedInvoiceItem;
  'deleted customer': Stripe.DeletedCustomer;
  'deleted product': Stripe.DeletedProduct;
  'deleted subscription_item': Stripe.DeletedSubscriptionItem;
  'deleted webhook_endpoint': Stripe.DeletedWebhookEndpoint;
  dispute: Stripe.Dispute;
  event: Event;
  invoice: Stripe.Invoice;
  invoice_payment: Stripe.InvoicePayment;
  invoiceitem: Stripe.InvoiceItem;
  item: Stripe.LineItem;
  line_item: Stripe.InvoiceLineItem;
  payment_intent: Stripe.PaymentIntent;
  payment_method: Stripe.PaymentMethod;
  plan: Stripe.Plan;
  price: Stripe.Price;
  product: Stripe.Product;
  refund: Stripe.Refund;
  setup_intent: Stripe.SetupIntent;
  subscription: Stripe.Subscription;
  subscription_item: Stripe.SubscriptionItem;
  subscription_schedule: Stripe.SubscriptionSchedule;
  webhook_endpoint: Stripe.WebhookEndpoint;
}`;

type Schema = Record<string, unknown>;

function wireSchema(): Schema {
  const program = createProgram();
  const checker = program.getTypeChecker();
  const [wire] = (program.getSourceFile(WIRE_FILE)?.statements ?? []).filter(ts.isInterfaceDeclaration);
  if (!wire) throw new Error('the wire types did not parse');
  return new SchemaWriter(checker).root(checker.getTypeAtLocation(wire));
}

const WIRE_FILE = path.join(import.meta.dirname, 'wire.virtual.ts');

function createProgram(): ts.Program {
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    target: ts.ScriptTarget.ES2022,
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === WIRE_FILE || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === WIRE_FILE
      ? ts.createSourceFile(name, WIRE, ts.ScriptTarget.ES2022)
      : getSourceFile(name, ...rest);
  return ts.createProgram([WIRE_FILE], options, host);
}

class SchemaWriter {
  private readonly definitions: Record<string, Schema> = {};
  private readonly names = new Map<ts.Type, string>();
  private readonly wire = new Set<ts.Type>();

  constructor(private readonly checker: ts.TypeChecker) {}

  root(type: ts.Type): Schema {
    for (const property of type.getProperties()) this.wire.add(this.checker.getTypeOfSymbol(property));
    const schema = this.objectSchema(type);
    return { ...schema, definitions: this.definitions };
  }

  private schema(type: ts.Type): Schema {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (type.flags & ts.TypeFlags.BooleanLiteral)
      return { const: this.checker.typeToString(type) === 'true' };
    if (type.flags & ts.TypeFlags.StringLike) return { type: 'string' };
    if (type.flags & ts.TypeFlags.NumberLike) return { type: 'number' };
    if (type.isUnion()) return this.unionSchema(type);
    if (isOpenString(type)) return { type: 'string' };
    if (isDecimal(type)) return { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' };
    if (this.checker.isArrayType(type)) return this.arraySchema(type);
    return this.foreign(type) ?? this.reference(type);
  }

  /** `'a' | 'b' | OtherString` lists what is known today; that is what a simulator may answer. */
  private unionSchema(type: ts.UnionType): Schema {
    const present = type.types.filter((each) => !(each.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)));
    const literals = present.some((each) => each.isStringLiteral());
    const known = present.filter((each) => !(literals && isOpenString(each)));
    const values = known
      .filter((each) => each.isStringLiteral())
      .map((each) => (each as ts.StringLiteralType).value);
    const others = known.filter((each) => !each.isStringLiteral()).map((each) => this.schema(each));
    const options = values.length > 0 ? [{ enum: values }, ...others] : others;
    return options.length === 1 && options[0] ? options[0] : { anyOf: options };
  }

  private arraySchema(type: ts.Type): Schema {
    const [item] = this.checker.getTypeArguments(type as ts.TypeReference);
    return { type: 'array', items: item ? this.schema(item) : {} };
  }

  /** A Stripe object that is not in the table: only its kind is checked, which halves the schema. */
  private foreign(type: ts.Type): Schema | null {
    const kind = type.getProperty('object');
    const kindType = kind && this.checker.getTypeOfSymbol(kind);
    if (!kindType?.isStringLiteral() || kindType.value === 'list' || this.wire.has(type)) return null;
    return { type: 'object', properties: { object: { const: kindType.value } }, required: ['object'] };
  }

  private reference(type: ts.Type): Schema {
    const known = this.names.get(type);
    const name = known ?? `t${this.names.size}`;
    if (!known) {
      this.names.set(type, name);
      this.definitions[name] = this.objectSchema(type);
    }
    return { $ref: `#/definitions/${name}` };
  }

  private objectSchema(type: ts.Type): Schema {
    const indexed = this.checker.getIndexTypeOfType(type, ts.IndexKind.String);
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    for (const property of this.checker.getPropertiesOfType(type)) {
      const propertyType = this.checker.getTypeOfSymbol(property);
      if (isNeverSent(propertyType)) continue;
      properties[property.name] = this.schema(propertyType);
      if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.name);
    }
    const open = Object.keys(properties).length === 0 && !indexed;
    const additionalProperties = indexed ? this.schema(indexed) : open;
    return { type: 'object', properties, required, additionalProperties };
  }
}

/** The SDK's `OtherString`: any text, kept apart from the known values by an intersection. */
function isOpenString(type: ts.Type): boolean {
  return type.isIntersection() && type.types.some((each) => each.flags & ts.TypeFlags.String);
}

/** The SDK turns such texts into a class of its own. */
function isDecimal(type: ts.Type): boolean {
  return ['Decimal', 'DecimalImpl'].includes(type.aliasSymbol?.name ?? type.symbol?.name ?? '');
}

/** `deleted?: void` marks what only the deleted stub has. */
function isNeverSent(type: ts.Type): boolean {
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((each) => each.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void));
}

/** A CommonJS module with a function for each object's name. */
function validators(schema: Schema): string {
  const ajv = new Ajv({ allErrors: true, strict: false, code: { source: true } }).addSchema(schema, 'wire');
  const names = Object.keys(schema.properties as Schema);
  return standaloneCode.default(
    ajv,
    Object.fromEntries(names.map((name) => [name, `wire#/properties/${name.replaceAll(' ', '%20')}`])),
  );
}

const [, , file = ''] = process.argv;
// Written aside and renamed, so that a test file beside this one never reads half of it.
writeFileSync(`${file}.${process.pid}`, validators(wireSchema()));
renameSync(`${file}.${process.pid}`, file);
