//! The profile by which Apple's systems take a certificate.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use uuid::Builder;

use super::Install;
use crate::text::markup::escaped;

const WHAT: &str = "Lets this device trust the Parlor server on your network. It vouches for nothing else.";

/// The same authority always makes the same profile, so that installing it again replaces it.
pub fn of(install: &Install) -> String {
    let (name, id) = (escaped(&install.name), |what: &str| id(&install.certificate, what));
    let (profile, payload) = (id("profile"), id("payload"));
    let certificate = STANDARD.encode(&install.certificate);
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>PayloadContent</key>
	<array>
		<dict>
			<key>PayloadCertificateFileName</key>
			<string>parlor.crt</string>
			<key>PayloadContent</key>
			<data>{certificate}</data>
			<key>PayloadDescription</key>
			<string>{WHAT}</string>
			<key>PayloadDisplayName</key>
			<string>{name}</string>
			<key>PayloadIdentifier</key>
			<string>parlor.authority.{payload}</string>
			<key>PayloadType</key>
			<string>com.apple.security.root</string>
			<key>PayloadUUID</key>
			<string>{payload}</string>
			<key>PayloadVersion</key>
			<integer>1</integer>
		</dict>
	</array>
	<key>PayloadDescription</key>
	<string>{WHAT}</string>
	<key>PayloadDisplayName</key>
	<string>{name}</string>
	<key>PayloadIdentifier</key>
	<string>parlor.profile.{profile}</string>
	<key>PayloadRemovalDisallowed</key>
	<false/>
	<key>PayloadType</key>
	<string>Configuration</string>
	<key>PayloadUUID</key>
	<string>{profile}</string>
	<key>PayloadVersion</key>
	<integer>1</integer>
</dict>
</plist>
"#
    )
}

fn id(certificate: &[u8], what: &str) -> String {
    let hash = Sha256::new().chain_update(certificate).chain_update(what).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    Builder::from_random_bytes(bytes).into_uuid().to_string().to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_has_two_ids_that_stay() {
        let install = Install { certificate: vec![1, 2, 3], pem: String::new(), name: "Parlor on pi & co".into() };
        let profile = of(&install);
        assert_eq!(profile, of(&install));
        assert!(profile.contains("Parlor on pi &amp; co") && profile.contains("<data>AQID</data>"));
        assert_ne!(id(&install.certificate, "profile"), id(&install.certificate, "payload"));
    }
}
