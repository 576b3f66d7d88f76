-- Which invoice an intent paid: Stripe says so in an object of its own.
CREATE INDEX stripe_objects_invoice_of_intent ON stripe_objects ((data -> 'payment' ->> 'payment_intent'))
  WHERE type = 'invoice_payment';
