import { memberEnd } from './chain-edits.ts'
import { describeTarget, type PlanContext } from './context.ts'
import type { Access } from './member-access.ts'
import { exportSpec, importSpec, namespaceSpec, withoutNamespace } from './spec-text.ts'

/**
 * `import X = ns.Old`: a lone name in that place can only be a namespace, so an alias of what is now an export of its
 * own becomes the import of it.
 * @param style the specifier that brought the namespace.
 */
export const planImportAlias = (
  context: PlanContext,
  { match, matchIndex, reference, depth }: Access,
  style: string | null,
): boolean => {
  const { changes, facts, layout, text, tree } = context
  const { target } = match
  const [imported, ...others] = target?.name?.split('.') ?? []
  const nodes = tree.nodesAround(reference.span)
  const at = nodes.findLastIndex(({ type }) => type === 'TSImportEqualsDeclaration')
  const alias = nodes[at]
  const last = reference.members[depth - 1]
  if (alias?.type !== 'TSImportEqualsDeclaration' || target === null || imported === undefined || last === undefined)
    return false
  const isWhole = depth === reference.members.length && alias.moduleReference.end === memberEnd(last, layout)
  if (!isWhole || withoutNamespace([imported, ...others]).length > 1 || target.module.key === context.input.address.key)
    return false
  const outer = nodes[at - 1]
  const isExported = outer?.type === 'ExportNamedDeclaration'
  const statement = isExported ? outer : alias
  const specifier = context.spell(target.module, style)
  if (nodes[0] !== statement || specifier === null) {
    changes.refuse(
      matchIndex,
      specifier === null
        ? `${target.module.key} cannot be imported from here`
        : 'an alias inside a namespace cannot import',
    )
    return true
  }
  const { quote } = context.style
  const local = alias.id.name
  const binding = facts.bindings.find(({ declarations }) => declarations.some(({ start }) => start === alias.id.start))
  const isType = !isExported && binding !== undefined && binding.references.every(({ space }) => space === 'type')
  const isUsed = binding !== undefined && binding.references.length > 0
  const spec = isExported && !isUsed ? exportSpec : importSpec
  const name = others[0] ?? imported
  const clause = name === '*' ? namespaceSpec(local, quote) : `{ ${spec(name, local, false, quote)} }`
  const end = text[statement.end - 1] === ';' ? ';' : ''
  const word = isExported && !isUsed ? 'export' : isType ? 'import type' : 'import'
  const published = isExported && isUsed ? `${layout.newline}export { ${local} }${end}` : ''
  const draft = changes.open(describeTarget(match))
  changes.edit(draft, {
    start: statement.start,
    end: statement.end,
    text: `${word} ${clause} from ${quote}${specifier}${quote}${end}${published}`,
  })
  changes.claim(draft, matchIndex)
  return true
}
