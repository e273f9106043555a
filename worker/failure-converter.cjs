// @ts-check
// CommonJS, since the SDK loads it by `require` in the process and by its bundler in the workflow sandbox.
const { DefaultFailureConverter } = require('@temporalio/common');

/** Failure messages and stack traces are payloads too: they go through the codec like everything else. */
exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
