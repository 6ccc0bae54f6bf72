import { BracketParser } from './brackets.ts'
import type { Arguments, ExprNode, Parameter } from './expression-nodes.ts'
import { COLON, COMMA, DOUBLE_STAR, EQUAL, SLASH, STAR } from './token-reader.ts'

/** The parameters of functions and lambdas. */
export abstract class ParameterParser extends BracketParser {
  /** The parameters of a function, without brackets, up to `close`. */
  protected parameters(close: number, annotated: boolean): Arguments {
    let posonlyargs: readonly Parameter[] = []
    let args: Parameter[] = []
    const defaults: ExprNode[] = []
    let vararg: Parameter | null = null
    const kwonlyargs: Parameter[] = []
    const kwDefaults: (ExprNode | null)[] = []
    let kwarg: Parameter | null = null
    let starred = false
    while (this.code() !== close) {
      if (kwarg !== null) this.fail()
      if (this.take(DOUBLE_STAR)) {
        kwarg = this.parameter(annotated, false)
      } else if (this.code() === STAR) {
        if (starred) this.fail()
        starred = true
        this.at++
        if (this.code() === COMMA) {
          // Something must follow a bare star.
          if (!this.isName(this.at + 1)) this.fail()
        } else vararg = this.parameter(annotated, true)
      } else if (this.code() === SLASH) {
        if (starred || posonlyargs.length > 0 || args.length === 0) this.fail()
        this.at++
        posonlyargs = args
        args = []
      } else {
        const parameter = this.parameter(annotated, false)
        const value = this.take(EQUAL) ? this.expression() : null
        if (starred) {
          kwonlyargs.push(parameter)
          kwDefaults.push(value)
        } else {
          if (value !== null) defaults.push(value)
          else if (defaults.length > 0) this.fail()
          args.push(parameter)
        }
      }
      if (this.code() === close) break
      this.expect(COMMA)
    }
    return { posonlyargs, args, vararg, kwonlyargs, kw_defaults: kwDefaults, kwarg, defaults }
  }

  private parameter(annotated: boolean, starred: boolean): Parameter {
    const first = this.at
    const arg = this.name()
    let annotation: ExprNode | null = null
    if (annotated && this.take(COLON)) annotation = starred && this.code() === STAR ? this.starred() : this.expression()
    return { first, last: this.at - 1, arg, annotation }
  }
}
