import { computed, ref } from 'vue'

const shortest = 10

/** A password typed twice. What is wrong with it is told only once somebody has tried to go on. */
export function useNewPassword() {
  const password = ref('')
  const repeated = ref('')
  const tried = ref(false)
  const tooShort = computed(() => tried.value && password.value.length < shortest)
  const different = computed(() => tried.value && !tooShort.value && repeated.value !== password.value)
  return {
    password,
    repeated,
    tooShort,
    different,
    /** Is it good? From now on what is wrong is shown. */
    isGood(): boolean {
      tried.value = true
      return !tooShort.value && !different.value
    },
    clear() {
      password.value = ''
      repeated.value = ''
      tried.value = false
    },
  }
}
export type NewPassword = ReturnType<typeof useNewPassword>
