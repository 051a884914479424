/**
 * A certificate for 127.0.0.1 that nobody vouches for, with its key, which is a secret of nothing: made once for the tests by
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=127.0.0.1`.
 */
export const UNTRUSTED = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgrqfaJMj/6gc6NDBy
vZVRD7zTaZvCOQEUOed9seLJ1P2hRANCAAQn9kLsNNspzzxzgzG+Pt3WBzua1jAK
lC/Axbrycozmwb6SZ6DnSqwxn0Ye6PDtiHnfYK9VHVwhGMrORXWQEw9M
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBjzCCATagAwIBAgIUfZmpFwtM9nJCNgOKuOoGETjrniowCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyNDIwMjUwNloYDzIxMjYxMDMx
MjAyNTA2WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQn9kLsNNspzzxzgzG+Pt3WBzua1jAKlC/Axbrycozmwb6SZ6DnSqwx
n0Ye6PDtiHnfYK9VHVwhGMrORXWQEw9Mo2QwYjAdBgNVHQ4EFgQUSmwW9TiR3rhH
I/nYzaK+FGXbTLQwHwYDVR0jBBgwFoAUSmwW9TiR3rhHI/nYzaK+FGXbTLQwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0cAMEQC
IFvKUH2pjpRvn0UaU8HhmgVMsZQ5a+oteMzxiwmejrWXAiBYQH2CxhM84ffbO1rW
ey4OimpPyemGpUnjE6u7FtDieA==
-----END CERTIFICATE-----
`,
};
