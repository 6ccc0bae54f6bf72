import type { ExprNode } from './expression-nodes.ts'
import { LiteralParser } from './literals.ts'
import { AS, COMMA, EQUAL, IN, STAR } from './token-reader.ts'

/** What can be assigned to, wherever it is. */
export abstract class TargetParser extends LiteralParser {
  protected abstract starred(): ExprNode
  protected abstract primary(): ExprNode

  /** What `for` binds: a list of targets, a tuple if there is a comma. */
  protected targets(): ExprNode {
    const first = this.at
    const target = this.target()
    if (this.code() !== COMMA) return target
    const elts = [target]
    while (this.take(COMMA)) {
      if (this.code() === IN || this.code() === EQUAL) break
      elts.push(this.target())
    }
    return { nodeType: 'Tuple', first, last: this.at - 1, elts }
  }

  private target(): ExprNode {
    const target = this.code() === STAR ? this.starred() : this.primary()
    this.checkTarget(target)
    return target
  }

  /** Refuses what cannot be assigned to. */
  protected checkTarget(node: ExprNode): void {
    switch (node.nodeType) {
      case 'Name':
      case 'Attribute':
      case 'Subscript':
        return
      case 'Starred':
        if (node.value.nodeType === 'Starred') this.fail(node.first)
        this.checkTarget(node.value)
        return
      case 'Tuple':
      case 'List':
        for (const element of node.elts) this.checkTarget(element)
        return
      default:
        this.fail(node.first)
    }
  }

  /** `expression as target`, the target optional. */
  protected asTarget(): ExprNode | null {
    if (!this.take(AS)) return null
    const target = this.primary()
    this.checkTarget(target)
    return target
  }
}
