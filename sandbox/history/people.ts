import type { Random } from './random.js';

/** Someone who might be a customer. No address can exist: `.example` is reserved (RFC 2606). */
export type Person = { name: string; email: string; country: string };

type Region = { country: string; first: readonly string[]; last: readonly string[] };

const REGIONS: readonly Region[] = [
  {
    country: 'SE',
    first: ['Elsa', 'Nils', 'Astrid', 'Oskar', 'Linnea'],
    last: ['Bergström', 'Sandberg', 'Ekman', 'Nyström'],
  },
  {
    country: 'DE',
    first: ['Jonas', 'Lena', 'Matthias', 'Katrin', 'Felix'],
    last: ['Brandt', 'Vogel', 'Schäfer', 'Krüger'],
  },
  {
    country: 'NG',
    first: ['Chidi', 'Amara', 'Tunde', 'Ngozi', 'Emeka'],
    last: ['Okonkwo', 'Adeyemi', 'Balogun', 'Eze'],
  },
  {
    country: 'IN',
    first: ['Priya', 'Arjun', 'Meera', 'Rohan', 'Ananya'],
    last: ['Sharma', 'Iyer', 'Banerjee', 'Reddy'],
  },
  {
    country: 'BR',
    first: ['Thiago', 'Camila', 'Rafael', 'Luiza', 'Bruno'],
    last: ['Carvalho', 'Ribeiro', 'Nogueira', 'Teixeira'],
  },
  {
    country: 'JP',
    first: ['Haruto', 'Yui', 'Sora', 'Aoi', 'Ren'],
    last: ['Nakamura', 'Fujita', 'Mori', 'Ishikawa'],
  },
  {
    country: 'PL',
    first: ['Zofia', 'Marek', 'Agnieszka', 'Piotr', 'Hanna'],
    last: ['Wiśniewska', 'Zieliński', 'Dąbrowski', 'Kaczmarek'],
  },
  {
    country: 'FR',
    first: ['Camille', 'Julien', 'Inès', 'Hugo', 'Margaux'],
    last: ['Lefèvre', 'Moreau', 'Garnier', 'Chevalier'],
  },
  {
    country: 'IE',
    first: ['Aoife', 'Cillian', 'Niamh', 'Declan', 'Orla'],
    last: ['Byrne', 'Gallagher', "O'Connor", 'Keane'],
  },
  {
    country: 'EG',
    first: ['Youssef', 'Salma', 'Karim', 'Nour', 'Hossam'],
    last: ['Mansour', 'Fahmy', 'El-Sayed', 'Zaki'],
  },
  {
    country: 'ES',
    first: ['Lucía', 'Mateo', 'Carmen', 'Álvaro', 'Elena'],
    last: ['Navarro', 'Ibáñez', 'Serrano', 'Molina'],
  },
  {
    country: 'US',
    first: ['Harper', 'Malik', 'Josie', 'Theo', 'Renata'],
    last: ['Whitaker', 'Delgado', 'Sutton', 'Park'],
  },
];

const FIRMS = [
  'northwind',
  'brightfield',
  'alderlane',
  'pixelforge',
  'tidewater',
  'papercrane',
  'mossandoak',
  'halcyonworks',
  'redkite',
  'lumenlab',
  'stonebridge',
  'fernhill',
  'quietriver',
  'copperleaf',
  'skylarkstudio',
  'bluewren',
  'harborline',
  'ivoryrook',
  'saltmarsh',
  'emberandco',
  'wildthyme',
  'greenloft',
  'moonpress',
  'kitepress',
  'foxglove',
  'atlasworks',
  'driftwood',
] as const;

/** Makes people, each with an address nobody else has. */
export class Crowd {
  private readonly taken = new Set<string>();

  constructor(private readonly random: Random) {}

  next(): Person {
    const { name, local, domain, country } = somebody(this.random);
    let email = `${local}@${domain}`;
    for (let number = 2; this.taken.has(email); number += 1) email = `${local}${number}@${domain}`;
    this.taken.add(email);
    return { name, email, country };
  }
}

/** One of very many: the number keeps the address his own, whoever comes before him. */
export function personNumbered(random: Random, number: number): Person {
  const { name, local, domain, country } = somebody(random);
  return { name, email: `${local}.${number}@${domain}`, country };
}

function somebody(random: Random) {
  const { country, first, last } = random.pick(REGIONS);
  const [given, family] = [random.pick(first), random.pick(last)];
  const domain = `${random.pick(FIRMS)}.example`;
  const local = random.weighted([
    [plain(given), 4],
    [`${plain(given)}.${plain(family)}`, 5],
    [`${plain(given).slice(0, 1)}${plain(family)}`, 2],
  ]);
  return { name: `${given} ${family}`, local, domain, country };
}

function plain(name: string): string {
  return name
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase();
}
