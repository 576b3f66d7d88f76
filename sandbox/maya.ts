/** The customer whose page the demonstration shows; she can sign in. */
export const MAYA = { name: 'Maya Lindqvist', email: 'maya@northlight.example', country: 'SE' };
