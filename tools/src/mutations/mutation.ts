/** A defect made on purpose, to see whether anything notices. */
export interface Mutation {
  /** Kebab-case; what is broken. */
  readonly name: string
  /** What goes wrong in the world because of it, in one sentence. */
  readonly story: string
  /** The file, from the repository's root. */
  readonly file: string
  /** Text that stands in the file exactly once. */
  readonly find: string
  readonly replace: string
  /** Who must notice. */
  readonly catcher: Catcher
}

export type Catcher =
  /** The simulator, within `runs` seeds (default 200) of a workload. */
  | { readonly workload: string; readonly runs?: number }
  /** A test file, from the repository's root. */
  | { readonly test: string }

/** The file's text with the defect in it. @throws Error when the source has moved on */
export function mutated(mutation: Mutation, source: string): string {
  const places = source.split(mutation.find).length - 1
  if (places !== 1)
    throw new Error(
      `mutation ${mutation.name}: its text stands ${places} times in ${mutation.file}, not once; ` +
        'the source has moved on: write the mutation anew in tools/src/mutations/mutations.ts',
    )
  return source.replace(mutation.find, () => mutation.replace)
}
