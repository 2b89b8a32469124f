import { createRouter, createWebHistory } from 'vue-router'
import HomePage from './pages/HomePage.vue'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: HomePage },
    { path: '/game/:id', component: () => import('./pages/GamePage.vue'), props: true },
    { path: '/numbers', component: () => import('./pages/NumbersPage.vue') },
    { path: '/letters', component: () => import('./pages/LettersPage.vue') },
    { path: '/:other(.*)*', redirect: '/' },
  ],
})
