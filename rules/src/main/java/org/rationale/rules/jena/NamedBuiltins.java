package org.rationale.rules.jena;

import org.apache.jena.reasoner.rulesys.Builtin;
import org.apache.jena.reasoner.rulesys.BuiltinRegistry;
import org.apache.jena.reasoner.rulesys.builtins.BaseBuiltin;

/**
 * Knows a built-in by any name, and none that does something: rules are translated, not run by
 * Jena, and what has no translation is reported with its place instead of by a log.
 */
final class NamedBuiltins extends BuiltinRegistry {

  private static final class Named extends BaseBuiltin {

    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public String getName() {
      return name;
    }
  }

  @Override
  public void register(Builtin implementation) {
    throw new UnsupportedOperationException("Built-ins are translated, not run.");
  }

  @Override
  public void register(String functor, Builtin implementation) {
    throw new UnsupportedOperationException("Built-ins are translated, not run.");
  }

  @Override
  public Builtin getImplementation(String functor) {
    return new Named(functor);
  }

  @Override
  public Builtin getImplementationByURI(String uri) {
    return new Named(uri);
  }
}
