/** What `import … from 'virtlab'` gives to students and to specs. */
export * from '../simulator/index.ts';
