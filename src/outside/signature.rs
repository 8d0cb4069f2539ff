//! Proves to a receiver that a request is ours, and when it was made.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::auth::keys::hex;
use crate::error::{Error, Result};
use crate::protocol::time::Moment;

/// `t=SECONDS,v1=HEX`, where the latter is the HMAC-SHA256 of `SECONDS.BODY` under the secret as it is written.
///
/// # Errors
/// `internal`; none is known.
pub(super) fn sign(secret: &str, at: Moment, body: &[u8]) -> Result<String> {
    let seconds = at.seconds();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(Error::internal)?;
    mac.update(format!("{seconds}.").as_bytes());
    mac.update(body);
    Ok(format!("t={seconds},v1={}", hex(&mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_what_other_programs_make_it() {
        // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac secret
        let signature = sign("secret", Moment::from_seconds(1_700_000_000), br#"{"a":1}"#).expect("signed");
        assert_eq!(signature, "t=1700000000,v1=49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686");
        assert_ne!(signature, sign("secret", Moment::from_seconds(1_700_000_001), br#"{"a":1}"#).expect("signed"));
    }
}
