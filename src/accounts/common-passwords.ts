/** The most used passwords that the length rule lets through, and the words that most of the others begin with. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `password passwort motdepasse contraseña qwerty qwertyuiop qwertzuiop azertyuiop asdfghjkl zxcvbnm iloveyou welcome
   letmein monkey dragon football baseball basketball princess sunshine superman batman starwars trustno1 changeme
   administrator admin master shadow michael jennifer jordan hunter computer internet whatever charlie freedom
   mustang corvette mercedes liverpool chelsea arsenal barcelona spiderman pokemon samsung google facebook linkedin
   1234567890 12345678910 123456789a 1234567891 0123456789 0987654321 9876543210 1q2w3e4r5t 1qaz2wsx3edc q1w2e3r4t5
   qwerty1234 qwerty12345 1234qwerasdf abc1234567 abcd123456 abcdefghij abcdefghijk password12 password123 passw0rd123
   p@ssw0rd123 p@ssword123 zaq12wsxcde 1qazxsw23edc a123456789 aa12345678 iloveyou123 football123 letmein123
   thisispassword mypassword yourpassword newpassword secretpassword correcthorsebatterystaple trustno1trustno1
   passwordpassword quickscale`.split(/\s+/),
);
