import fc from 'fast-check';

// Every run of the tests tries the same inputs, so that what is green today is not red by chance tomorrow.
fc.configureGlobal({ seed: 20_261_122 });

export { fc };
