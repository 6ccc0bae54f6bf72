import type { ScopeId } from '../../../core/facts.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import type { DraftId } from './change-set.ts'
import type { FileStyle } from './file-style.ts'
import { attributesOf, isSameKind } from './import-attributes.ts'
import type { Layout } from './layout.ts'
import { exportSpec, importSpec, namespaceSpec, patternSpec } from './spec-text.ts'
import type { Flavour, Statement } from './statement.ts'

/** Something to import (or re-export) from a module. */
export interface Wanted {
  readonly address: ModuleAddress
  /** How the module is written. */
  readonly specifier: string
  readonly flavour: Flavour
  /** Exported name; `default`; `*` for the namespace. */
  readonly imported: string
  /** Members to take at once, in a destructuring pattern. */
  readonly members: readonly string[]
  /** The local name; for re-exports the public one. */
  readonly local: string
  /** Another public name for the same thing, for re-exports. */
  readonly besides?: string | null
  /** ` = 1` after a destructured name. */
  readonly initializer: string
  /** The whole item of a pattern, where it is more than a name. */
  readonly text: string | null
  /** Must not be used as a value. */
  readonly typeOnly: boolean
  /** Marked `type` by itself, in a statement that imports values too. */
  readonly inlineType: boolean
  readonly scope: ScopeId
}

/** A statement that is not there yet. */
export interface NewStatement {
  readonly key: string
  readonly specifier: string
  readonly flavour: Flavour
  readonly typeOnly: boolean
  readonly scope: ScopeId
  /** The statement it follows and is written like; null: at the head of the file. */
  readonly anchor: Statement | null
  readonly drafts: Set<DraftId>
  readonly list: string[]
  defaultName: string | null
  namespace: string | null
}

const shapeOf = (wanted: Wanted): 'default' | 'namespace' | 'named' => {
  if (wanted.imported === '*') return 'namespace'
  return wanted.imported === 'default' && wanted.flavour === 'import' ? 'default' : 'named'
}

/** Which statements a file's imports stand in, now and afterwards. */
export class ImportPlan {
  readonly statements: readonly Statement[]
  readonly created: NewStatement[] = []
  readonly #style: FileStyle
  readonly #layout: Layout

  constructor(statements: readonly Statement[], style: FileStyle, layout: Layout) {
    this.statements = statements
    this.#style = style
    this.#layout = layout
  }

  statementOf(index: number): Statement | null {
    return this.statements.find((statement) => statement.index === index) ?? null
  }

  specText(wanted: Wanted, inStatement: { readonly typeOnly: boolean }, quote: string): string {
    const inline =
      !inStatement.typeOnly &&
      wanted.typeOnly &&
      this.#style.isTypeScript &&
      (wanted.inlineType || wanted.flavour !== 'load')
    if (wanted.text !== null) return wanted.text
    if (wanted.flavour === 'export')
      return [wanted.local, ...(wanted.besides == null ? [] : [wanted.besides])]
        .map((name) => exportSpec(wanted.imported, name, inline, quote))
        .join(', ')
    if (wanted.flavour === 'load')
      return patternSpec([wanted.imported, ...wanted.members], wanted.local, wanted.initializer, quote)
    return importSpec(wanted.imported, wanted.local, inline, quote)
  }

  /**
   * Put it into a statement that imports from the module already, if one may hold it.
   * @param stays `from` may be the one: what is wanted comes in addition to what it imports.
   */
  merge(wanted: Wanted, from: Statement | null, draft: DraftId, stays = false): boolean {
    const home = this.#findHome(wanted, from, stays)
    if (home !== null) {
      home.drafts.add(draft)
      if (from !== null) from.drafts.add(draft)
      if (shapeOf(wanted) === 'default' && !home.hasDefault) home.newDefault = wanted.local
      else home.added.push(this.specText(wanted, home, home.shape.quote))
      return true
    }
    const created = this.created.find((candidate) => this.#mayJoin(wanted, candidate, from))
    if (created === undefined) return false
    created.drafts.add(draft)
    this.#fill(created, wanted)
    return true
  }

  /** A statement of its own. */
  create(wanted: Wanted, anchor: Statement | null, typeOnly: boolean, draft: DraftId): void {
    const isLone = wanted.typeOnly && wanted.flavour === 'import' && shapeOf(wanted) !== 'named'
    const created: NewStatement = {
      key: wanted.address.key,
      specifier: wanted.specifier,
      flavour: wanted.flavour,
      // `import type D`: what stands outside of braces has no `type` of its own.
      typeOnly: typeOnly || (isLone && this.#style.isTypeScript),
      scope: wanted.scope,
      anchor,
      drafts: new Set([draft]),
      list: [],
      defaultName: null,
      namespace: null,
    }
    this.#fill(created, wanted)
    this.created.push(created)
  }

  #fill(created: NewStatement, wanted: Wanted): void {
    const shape = shapeOf(wanted)
    if (shape === 'namespace') created.namespace = wanted.local
    else if (shape === 'default' && created.defaultName === null && (created.typeOnly || !wanted.typeOnly))
      created.defaultName = wanted.local
    else created.list.push(this.specText(wanted, created, created.anchor?.shape.quote ?? this.#style.quote))
  }

  #mayJoin(wanted: Wanted, created: NewStatement, from: Statement | null): boolean {
    if (created.key !== wanted.address.key || created.flavour !== wanted.flavour || created.scope !== wanted.scope)
      return false
    if (created.namespace !== null || shapeOf(wanted) === 'namespace') return false
    if (created.typeOnly !== (from?.typeOnly ?? (wanted.typeOnly && !wanted.inlineType))) return false
    if (created.typeOnly && (shapeOf(wanted) === 'default' || created.defaultName !== null)) return false
    // A `require` must not come after what uses it.
    return (
      wanted.flavour !== 'load' ||
      from === null ||
      (created.anchor !== null && created.anchor.shape.span.start <= from.shape.span.start)
    )
  }

  #findHome(wanted: Wanted, from: Statement | null, stays: boolean): Statement | null {
    const candidates = this.statements.filter((statement) => {
      if (statement.isRemoved || statement.finalKey !== wanted.address.key) return false
      if (statement === from && !stays) return false
      if (statement.shape.flavour !== wanted.flavour || statement.fact.place.scope !== wanted.scope) return false
      // What the author wrote apart stays apart.
      if (from !== null && statement.originalKey === from.originalKey && statement.finalKey !== statement.originalKey)
        return false
      if (statement === from) return true
      return wanted.flavour !== 'load' || this.#isBefore(statement, from)
    })
    const shape = shapeOf(wanted)
    if (shape === 'namespace') return null
    if (shape === 'default') {
      if (wanted.typeOnly) return null
      const values = candidates.filter((statement) => !statement.typeOnly)
      return (
        values.find((statement) => !statement.hasDefault) ?? values.find((statement) => !statement.hasNamespace) ?? null
      )
    }
    const lists = candidates.filter(
      (statement) => !statement.hasNamespace && !statement.shape.isRigid && statement.shape.namespaceName === null,
    )
    const values = lists.find((statement) => !statement.typeOnly) ?? null
    if (!wanted.typeOnly) return values
    const types = lists.find((statement) => statement.typeOnly && !statement.hasDefault) ?? null
    if (types !== null) return types
    return wanted.inlineType || this.#style.inlineTypes || (from === null && !this.#style.typeImports) ? values : null
  }

  /** Nothing but other imports runs between the statement and what it is to replace. */
  #isBefore(statement: Statement, from: Statement | null): boolean {
    if (from === null || statement.shape.span.start < from.shape.span.start) return true
    let at = from.shape.span.end
    for (const other of this.statements) {
      if (other.shape.span.start < at || other.shape.span.start > statement.shape.span.start) continue
      if (this.#layout.skipForward(at) !== other.shape.span.start) return false
      if (other === statement) return true
      at = other.shape.span.end
    }
    return false
  }

  /** Write the new statements into the ones they follow; those without go to the caller, for the head of the file. */
  settle(): readonly NewStatement[] {
    for (const created of this.created) {
      if (created.anchor === null) continue
      created.anchor.after.push(this.render(created))
      for (const draft of created.drafts) created.anchor.drafts.add(draft)
    }
    return this.created.filter(({ anchor }) => anchor === null)
  }

  render(created: NewStatement): string {
    const { spacing } = this.#style
    const quote = created.anchor?.shape.quote ?? this.#style.quote
    const parts: string[] = []
    if (created.defaultName !== null) parts.push(created.defaultName)
    if (created.namespace !== null)
      parts.push(created.flavour === 'load' ? created.namespace : namespaceSpec(created.namespace, quote))
    if (created.list.length > 0) parts.push(`{${spacing}${created.list.join(', ')}${spacing}}`)
    const clause = parts.join(', ')
    const specifier = quote + created.specifier + quote
    const { anchor } = created
    if (created.flavour === 'load') {
      if (anchor === null || anchor.shape.flavour !== 'load')
        return `const ${clause} = require(${specifier})${this.#style.semicolon}`
      const { head, tail, clause: old, span } = anchor.shape
      return head.slice(0, old.start - span.start) + clause + head.slice(old.end - span.start) + specifier + tail
    }
    const semicolon = anchor === null ? this.#style.semicolon : anchor.shape.tail.trimEnd().endsWith(';') ? ';' : ''
    const isLike =
      anchor !== null && anchor.shape.flavour !== 'load' && isSameKind(created.specifier, anchor.fact.specifier)
    const attributes = isLike ? attributesOf(anchor.shape.tail) : ''
    // `import{a}from'm'`
    const isTight = anchor !== null && /^(?:import|export)\{[\s\S]*\}from$/.test(anchor.shape.head)
    const gap = isTight && clause.startsWith('{') && !created.typeOnly ? '' : ' '
    const from = isTight ? (clause.endsWith('}') ? 'from' : ' from') : ' from '
    return `${created.flavour}${created.typeOnly ? ' type' : ''}${gap}${clause}${from}${specifier}${attributes}${semicolon}`
  }
}
