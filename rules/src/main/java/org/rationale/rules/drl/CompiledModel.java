package org.rationale.rules.drl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.drools.model.Model;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;

/**
 * The executable model of some rules.
 *
 * @param models the names of the classes that describe the rules of a package each
 * @param classes every class, by its binary name
 */
record CompiledModel(List<String> models, Map<String, byte[]> classes) {

  /** Finds the model's classes in memory. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes;

    Loader(Map<String, byte[]> classes, ClassLoader parent) {
      super(parent);
      this.classes = classes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] code = classes.get(name);
      if (code == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, code, 0, code.length);
    }
  }

  /** Whether a class was made from a {@code declare} of a DRL file. */
  static boolean isDeclaredInDrl(Class<?> type) {
    return type.getClassLoader() instanceof Loader;
  }

  /** Builds the rule network. */
  KieBase load() throws ReflectiveOperationException {
    Loader loader = new Loader(classes, CompiledModel.class.getClassLoader());
    List<Model> loaded = new ArrayList<>();
    for (String name : models) {
      loaded.add((Model) loader.loadClass(name).getDeclaredConstructor().newInstance());
    }
    return KieBaseBuilder.createKieBaseFromModel(loaded);
  }
}
