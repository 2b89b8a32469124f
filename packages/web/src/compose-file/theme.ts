import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** The editor in the colours of the page, light and dark alike: they are the page's own variables. */
export const editorTheme = [
  EditorView.theme({
    '&': { height: '100%', color: 'var(--text)', fontSize: '13px', backgroundColor: 'transparent' },
    '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
    '.cm-content': { caretColor: 'var(--text)' },
    '.cm-cursor': { borderLeftColor: 'var(--text)' },
    '.cm-gutters': { color: 'var(--text-3)', backgroundColor: 'var(--sunken)', border: 'none' },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--hover)' },
    '&.cm-focused': { outline: 'none' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'color-mix(in srgb, var(--accent) 25%, transparent)',
    },
    '.cm-tooltip': {
      color: 'var(--text)',
      backgroundColor: 'var(--surface)',
      border: '1px solid var(--line-strong)',
      borderRadius: '6px',
    },
    '.cm-panels': { color: 'var(--text)', backgroundColor: 'var(--sunken)' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
      { tag: [tags.string, tags.content], color: 'var(--text)' },
      { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--good)' },
      { tag: [tags.comment], color: 'var(--text-3)', fontStyle: 'italic' },
      { tag: [tags.labelName, tags.typeName, tags.meta], color: 'var(--warn)' },
    ]),
  ),
]
