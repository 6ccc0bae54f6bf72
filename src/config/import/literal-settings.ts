import type { LiteralSetting } from '../../core/deprecation.ts'
import { type JsonNode, parseJson } from '../json-document.ts'
import { importRestriction, isRestrictionRule } from './eslint.ts'
import { type Imported, joinImported } from './imported.ts'

/** The restriction rules of a configuration that is code, as far as they are spelled out. */
export function importLiteralSettings(settings: readonly LiteralSetting[]): Imported {
  return joinImported(
    settings
      .filter(({ key }) => isRestrictionRule(key))
      .map(({ key, line, json, files, ignores }): Imported => {
        const { root } = parseJson(json ?? '')
        if (json === null || root === null)
          return say(line, `${key} is computed here: only what is spelled out is read, code is never run`)
        if (files === null || ignores === null)
          return say(line, `${key}: the files it holds for are computed, code is never run`)
        return importRestriction(key, place(root, line), line, { include: files, exclude: ignores })
      }),
  )
}

const say = (line: number, message: string): Imported => ({ entries: [], notes: [{ line, message }] })

const place = (node: JsonNode, line: number): JsonNode => ({
  ...node,
  line,
  members: node.members.map((member) => ({ ...member, line, node: place(member.node, line) })),
  items: node.items.map((item) => place(item, line)),
})
