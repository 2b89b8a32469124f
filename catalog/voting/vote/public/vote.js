// Votes without leaving the page, and marks the choice only once it is safely in.
const form = document.querySelector('form')
const outcome = document.getElementById('outcome')

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const chosen = event.submitter
  form.setAttribute('aria-busy', 'true')
  outcome.textContent = ''
  const response = await fetch('/api/votes', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ vote: chosen.value }),
  }).catch(() => null)
  form.removeAttribute('aria-busy')

  if (response?.ok) {
    for (const option of form.elements) option.setAttribute('aria-pressed', String(option === chosen))
    outcome.textContent = form.dataset.thanks
  } else outcome.textContent = form.dataset.lost
  outcome.classList.toggle('bad', !response?.ok)
})
