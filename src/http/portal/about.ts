import express, { type Router } from 'express';

export function aboutPage(): Router {
  return express.Router().get('/about', (_req, res) => res.render('portal/about', { title: 'About' }));
}
