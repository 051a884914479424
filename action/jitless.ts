import * as z from 'zod/v4';

// zod would generate code for each schema, which pays for the thousandth input and not for the first. A schema asks for it when
// it is built, so that this must be imported before anything that builds one.
z.config({ jitless: true });
