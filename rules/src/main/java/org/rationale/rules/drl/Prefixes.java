package org.rationale.rules.drl;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rationale.kg.Rat;

/**
 * Writes IRIs as prefixed names and back. Every IRI has exactly one written form, so that equal
 * strings in DRL mean equal IRIs and the reverse.
 */
final class Prefixes {

  /** Declared by every rule file without saying so, unless the pack declares them otherwise. */
  private static final Map<String, String> STANDARD =
      Map.of(
          "rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
          "rdfs", "http://www.w3.org/2000/01/rdf-schema#",
          "xsd", "http://www.w3.org/2001/XMLSchema#",
          "owl", "http://www.w3.org/2002/07/owl#",
          "rat", Rat.NS);

  /** Schemes of IRIs without {@code //} that are taken for IRIs, not for mistyped prefixes. */
  private static final Set<String> OPAQUE_SCHEMES =
      Set.of("urn", "tag", "mailto", "did", "data", "info");

  private record Namespace(String prefix, String iri, boolean declared) {}

  private final Map<String, String> byPrefix = new LinkedHashMap<>();

  /** Longest namespace first, so that the most specific prefix fits first. */
  private final List<Namespace> namespaces;

  Prefixes(Map<String, String> declared) {
    byPrefix.putAll(STANDARD);
    byPrefix.putAll(declared);
    namespaces =
        byPrefix.entrySet().stream()
            .map(
                entry ->
                    new Namespace(
                        entry.getKey(), entry.getValue(), declared.containsKey(entry.getKey())))
            .filter(namespace -> !namespace.iri().isEmpty())
            .sorted(
                Comparator.comparingInt((Namespace namespace) -> -namespace.iri().length())
                    .thenComparing(namespace -> !namespace.declared())
                    .thenComparing(Namespace::prefix))
            .toList();
  }

  /** The one written form of an IRI. */
  String write(String iri) {
    for (Namespace namespace : namespaces) {
      if (iri.startsWith(namespace.iri())) {
        return namespace.prefix() + ":" + iri.substring(namespace.iri().length());
      }
    }
    // An IRI whose scheme is spelt like a prefix would be read back as a prefixed name.
    boolean looksPrefixed = iri.indexOf(':') > 0 && byPrefix.containsKey(scheme(iri));
    return looksPrefixed ? "<" + iri + ">" : iri;
  }

  /** The IRI that a written form stands for; empty if its prefix is unknown or it has none. */
  Optional<String> read(String written) {
    if (written.startsWith("<") && written.endsWith(">")) {
      return Optional.of(written.substring(1, written.length() - 1));
    }
    int colon = written.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String namespace = byPrefix.get(scheme(written));
    if (namespace != null) {
      return Optional.of(namespace + written.substring(colon + 1));
    }
    boolean isIri = written.startsWith("//", colon + 1) || OPAQUE_SCHEMES.contains(scheme(written));
    return isIri ? Optional.of(written) : Optional.empty();
  }

  /** The known prefixes, for hints. */
  List<String> known() {
    return byPrefix.keySet().stream().sorted().toList();
  }

  /** The declared namespaces in a fixed order, as a text that changes when they do. */
  String fingerprint() {
    return namespaces.toString();
  }

  private static String scheme(String written) {
    return written.substring(0, written.indexOf(':'));
  }
}
