package org.rationale.rules.srl;

import java.util.Map;
import java.util.Optional;
import org.apache.jena.irix.IRIException;
import org.apache.jena.irix.IRIx;
import org.apache.jena.query.Query;
import org.apache.jena.shared.PrefixMapping;
import org.apache.jena.shared.impl.PrefixMappingImpl;
import org.apache.jena.sparql.core.Prologue;

/** The prefixes and the base in force at a point of a text; they change as it is read. */
final class Names {

  private final PrefixMapping prefixes = new PrefixMappingImpl();
  private Optional<String> base;

  Names(Optional<String> base, Map<String, String> prefixes) {
    this.base = base;
    prefixes.forEach(this.prefixes::setNsPrefix);
  }

  Optional<String> base() {
    return base;
  }

  boolean knows(String prefix) {
    return prefixes.getNsPrefixURI(prefix) != null;
  }

  /** False where the prefix is none that can be declared. */
  boolean setPrefix(String prefix, String iri) {
    try {
      prefixes.setNsPrefix(prefix, iri);
      return true;
    } catch (PrefixMapping.IllegalPrefixException e) {
      return false;
    }
  }

  void setBase(String iri) {
    base = Optional.of(iri);
  }

  /** The absolute IRI, or empty where it is malformed, or relative while no base is known. */
  Optional<String> resolve(String iri) {
    try {
      IRIx resolved = base.isPresent() ? IRIx.create(base.get()).resolve(iri) : IRIx.create(iri);
      return resolved.isReference() ? Optional.of(resolved.str()) : Optional.empty();
    } catch (IRIException e) {
      return Optional.empty();
    }
  }

  /** An empty query under these names. */
  Query query() {
    return new Query(new Prologue(prefixes));
  }
}
