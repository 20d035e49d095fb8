/** A table that several operators feed, each writing the one store that all of them share: what comes is handed on. */
import type { NodeContext, Step, TableView } from './processor-spec.ts'
import type { TableSpec } from './table-spec.ts'

export class TablePassThrough implements TableSpec {
  private readonly parents: readonly TableSpec[]

  constructor(parents: readonly TableSpec[]) {
    this.parents = parents
  }

  enableSendingOldValues(force: boolean): boolean {
    for (const parent of this.parents) parent.enableSendingOldValues(force)
    return true
  }

  view(): TableView {
    return this.parents[0]!.view()
  }

  make(context: NodeContext): Step {
    return context.next
  }
}
