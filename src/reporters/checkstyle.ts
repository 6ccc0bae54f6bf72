import { create } from 'xmlbuilder2'
import { groupByFile } from './collapse.ts'
import { toPrintable, toXmlText } from './printable.ts'
import type { Reporter } from './reporter.ts'
import { fullMessage } from './wording.ts'

const SEVERITIES = { error: 'error', warning: 'warning', note: 'info' } as const

/** Checkstyle XML, the format most older CI servers read. */
export const checkstyle: Reporter = {
  name: 'checkstyle',
  render(report) {
    const root = create({ version: '1.0', encoding: 'utf-8' }).ele('checkstyle', { version: '4.3' })
    for (const { path, groups } of groupByFile(report.findings, true)) {
      const file = root.ele('file', { name: toText(path) })
      for (const { head } of groups) {
        file.ele('error', {
          line: `${head.line}`,
          column: `${head.column}`,
          severity: SEVERITIES[head.level],
          message: toText(`${fullMessage(head)} (${head.consequence})`),
          source: toText(`repoint.${head.migration}`),
        })
      }
    }
    return `${root.end({ prettyPrint: true })}\n`
  },
}

const toText = (text: string): string => toXmlText(toPrintable(text))
