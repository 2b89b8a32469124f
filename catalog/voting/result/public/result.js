// Moves the bars as votes are counted: everything is pushed, nothing is asked for.
import '/socket.io/socket.io.js'

const byId = (id) => document.getElementById(id)
const language = document.documentElement.lang
const [total, state, tempo] = [byId('total'), byId('state'), byId('tempo')]
const BAR = 4
const HEIGHT = 40

const socket = window.io({ transports: ['websocket', 'polling'] })
socket.on('board', show)
socket.on('disconnect', () => say('lost'))

function show(board) {
  say(board.there ? 'live' : 'away')
  total.textContent = howMany(board.total)
  for (const { id, votes, share } of board.options) {
    const bar = document.querySelector(`[data-id="${id}"]`)
    bar.querySelector('.fill').setAttribute('width', `${share}%`)
    bar.querySelector('.share').textContent = (share / 100).toLocaleString(language, {
      style: 'percent',
      maximumFractionDigits: 1,
    })
    bar.querySelector('small').textContent = howMany(votes)
  }
  byId('dead').textContent = board.dead
  byId('dead').parentElement.hidden = board.dead === 0
  showTempo(board.tempo)
}

function howMany(votes) {
  if (votes === 0) return total.dataset.none
  return votes === 1 ? total.dataset.one : total.dataset.many.replace('{n}', votes.toLocaleString(language))
}

function showTempo(seconds) {
  // The running second is not over: the one before it is the honest number.
  byId('now').textContent = seconds.at(-2).toLocaleString(language)
  const most = Math.max(...seconds, 1)
  tempo.replaceChildren(
    ...seconds.map((votes, index) => {
      const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
      const height = (votes / most) * HEIGHT
      for (const [name, value] of Object.entries({
        x: index * BAR,
        y: HEIGHT - height,
        width: BAR - 1,
        height,
      }))
        bar.setAttribute(name, value)
      return bar
    }),
  )
}

function say(what) {
  state.textContent = state.dataset[what]
  state.classList.toggle('bad', what !== 'live')
}
