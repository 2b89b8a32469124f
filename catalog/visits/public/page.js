// What the page does after it is there: the count moves, visits appear, the look changes.

const byId = (id) => document.getElementById(id)
const [state, feed, number] = [byId('state'), byId('feed'), byId('visits')]
const language = document.documentElement.lang
const LINES = 8

byId('theme').addEventListener('click', () => {
  const root = document.documentElement
  const dark =
    root.dataset.theme === 'auto'
      ? matchMedia('(prefers-color-scheme: dark)').matches
      : root.dataset.theme === 'dark'
  root.dataset.theme = dark ? 'light' : 'dark'
  // biome-ignore lint/suspicious/noDocumentCookie: the server draws the next page the same way; the Cookie Store API needs HTTPS
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`
})

listen()

function listen() {
  const events = new EventSource('/events')
  events.addEventListener('state', (event) => showState(JSON.parse(event.data)))
  events.addEventListener('visit', (event) => showVisit(JSON.parse(event.data)))
  events.addEventListener('error', () => {
    say('lost')
    // The browser gives up where a proxy answers in the place of a replica that is gone.
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000)
  })
}

function showState({ redis, visits }) {
  say(redis ? 'there' : 'away')
  byId('redis').classList.toggle('away', !redis)
  if (!redis) return
  if (number === null) location.reload()
  else showNumber(visits)
}

function say(what) {
  state.textContent = state.dataset[what]
  state.classList.toggle('bad', what !== 'there')
}

function showVisit({ visits, replica }) {
  if (number) showNumber(visits)
  byId('empty').hidden = true
  const line = document.createElement('li')
  line.append(
    part('b', `${feed.dataset.visit} ${visits.toLocaleString(language)}`),
    part('code', replica),
    part('time', new Date().toLocaleTimeString(language)),
  )
  feed.prepend(line)
  while (feed.children.length > LINES) feed.lastChild.remove()
  for (const id of ['web', 'redis']) pulse(byId(id))
}

function part(name, text) {
  const element = document.createElement(name)
  element.textContent = text
  return element
}

function showNumber(visits) {
  number.textContent = visits.toLocaleString(language)
}

function pulse(element) {
  element.classList.remove('pulse')
  requestAnimationFrame(() => element.classList.add('pulse'))
}
