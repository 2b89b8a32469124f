import highs from 'highs'

/**
 * Loads HiGHS. Its declarations describe the CommonJS file, where the function is `default` of what is exported; Node
 * gives us the ES module, where it is the import itself. This is the one place that knows.
 */
export const loadHighs = 'default' in highs ? highs.default : highs
