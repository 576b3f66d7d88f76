/** The file to run of a module of the tests that is a process of its own: bundled-tests.mjs has the list of them. */
export function testProgram(name: string): string {
  return `${process.env.QUICKSCALE_TEST_FILES}/${name}.mjs`;
}
