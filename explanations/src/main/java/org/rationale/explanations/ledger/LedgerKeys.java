package org.rationale.explanations.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EncodedKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** Ed25519 keys (RFC 8032) in PEM files; a file of a secret key has its public key below it. */
final class LedgerKeys {

  private static final String SECRET = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";

  private LedgerKeys() {}

  /** The keys of a file, made if there is no such file. */
  static KeyPair readOrMake(Path file) throws IOException {
    if (Files.notExists(file)) {
      KeyPair made = make();
      boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
      FileAttribute<?>[] ownerOnly =
          posix
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
              }
              : new FileAttribute<?>[0];
      Set<StandardOpenOption> options =
          EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      String text = pem(SECRET, made.getPrivate().getEncoded()) + publicPem(made.getPublic());
      try (FileChannel channel = FileChannel.open(file, options, ownerOnly)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      return made;
    }
    String text = Files.readString(file);
    try {
      PrivateKey secret =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new PKCS8EncodedKeySpec(block(SECRET, text)));
      return new KeyPair(publicKey(text), secret);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new LedgerException(file + " is no key file of a ledger.", e);
    }
  }

  /** A sentence if others than its owner can read a secret key. */
  static Optional<String> exposure(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return Optional.empty();
    }
    Set<PosixFilePermission> allowed = view.readAttributes().permissions();
    boolean exposed =
        allowed.contains(PosixFilePermission.GROUP_READ)
            || allowed.contains(PosixFilePermission.OTHERS_READ);
    return exposed
        ? Optional.of(
            "%s can be read by others, who can then sign another history; chmod 600 it."
                .formatted(file))
        : Optional.empty();
  }

  private static KeyPair make() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has Ed25519.", e);
    }
  }

  static PublicKey readPublic(Path file) throws IOException {
    try {
      return publicKey(Files.readString(file));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new LedgerException(file + " holds no public key of a ledger.", e);
    }
  }

  private static PublicKey publicKey(String text) throws GeneralSecurityException {
    EncodedKeySpec encoded = new X509EncodedKeySpec(block(PUBLIC, text));
    return KeyFactory.getInstance("Ed25519").generatePublic(encoded);
  }

  static String publicPem(PublicKey key) {
    return pem(PUBLIC, key.getEncoded());
  }

  private static String pem(String kind, byte[] content) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, base64, kind);
  }

  private static byte[] block(String kind, String text) {
    String begin = "-----BEGIN %s-----".formatted(kind);
    int start = text.indexOf(begin);
    int end = text.indexOf("-----END %s-----".formatted(kind));
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("There is no block (%s).".formatted(kind));
    }
    return Base64.getMimeDecoder().decode(text.substring(start + begin.length(), end));
  }

  /** What people compare: the SHA-256 of the public key. */
  static String fingerprint(PublicKey key) {
    return HexFormat.of().formatHex(MerkleTree.sha256(key.getEncoded()));
  }

  static String sign(byte[] content, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(content);
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("An Ed25519 key could not sign.", e);
    }
  }

  static boolean isSigned(byte[] content, String signature, PublicKey key) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(content);
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      return false;
    }
  }
}
