package org.rationale.rules.srl;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.irix.IRIException;
import org.apache.jena.irix.IRIx;
import org.apache.jena.shared.PrefixMapping;
import org.apache.jena.shared.impl.PrefixMappingImpl;
import org.apache.jena.sys.JenaSystem;

/** The prefixes and the base in force at a point of a text; they change as it is read. */
final class Names {

  static {
    JenaSystem.init();
  }

  /** What ARQ's function IRI resolves against where no base is known. */
  static final String NO_BASE = "urn:none:";

  private final PrefixMapping prefixes = new PrefixMappingImpl();
  private final Map<String, Node> known = new HashMap<>();
  private Optional<IRIx> base = Optional.empty();

  Names(Optional<String> base, Map<String, String> prefixes) {
    base.ifPresent(this::setBase);
    prefixes.forEach(this.prefixes::setNsPrefix);
  }

  Optional<String> base() {
    return base.map(IRIx::str);
  }

  /** What a prefix stands for. */
  Optional<String> namespace(String prefix) {
    return Optional.ofNullable(prefixes.getNsPrefixURI(prefix));
  }

  /** False where the prefix is none that can be declared. */
  boolean setPrefix(String prefix, String iri) {
    try {
      prefixes.setNsPrefix(prefix, iri);
      known.clear();
      return true;
    } catch (PrefixMapping.IllegalPrefixException e) {
      return false;
    }
  }

  void setBase(String iri) {
    base = Optional.of(IRIx.create(iri));
    known.clear();
  }

  /** The node of each name that was met since names last changed, by the name as written. */
  Map<String, Node> known() {
    return known;
  }

  /** The absolute IRI, or empty where it is malformed, or relative while no base is known. */
  Optional<String> resolve(String iri) {
    try {
      IRIx resolved = base.isPresent() ? base.get().resolve(iri) : IRIx.create(iri);
      return resolved.isReference() ? Optional.of(resolved.str()) : Optional.empty();
    } catch (IRIException e) {
      return Optional.empty();
    }
  }
}
