/** A case that breaks the grammar, or asks for what is not supported yet: the message begins with the path of the part. */
export class CaseError extends Error {
  constructor(path: string, message: string) {
    super(path === '' ? message : `${path}: ${message}`)
    this.name = 'CaseError'
  }
}

/** An error of an expression: user code that failed. The name is the one that the judge's records carry. */
export class ExprError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'oracle.ExprError'
  }
}
