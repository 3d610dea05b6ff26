package org.rationale.rules.drl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.drools.compiler.kie.builder.impl.InternalKieModule;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.io.ResourceType;
import org.rationale.kg.Diagnostic;

/** Compiles DRL to classes with Drools' executable model. */
final class ModelCompiler {

  /**
   * Drools keeps its modules in one table for the whole process. The number gets into the classes,
   * so it is written with one width: the same rules always make as many bytes.
   */
  private static final AtomicLong COUNTER = new AtomicLong();

  private static final String FOLDER = "src/main/resources/";

  private final List<DrlFile> files;
  private final List<Diagnostic> diagnostics;

  ModelCompiler(List<DrlFile> files, List<Diagnostic> diagnostics) {
    this.files = files;
    this.diagnostics = diagnostics;
  }

  /** The model; empty if there were errors, which are reported. */
  Optional<CompiledModel> compile() {
    KieServices services = KieServices.get();
    ReleaseId id =
        services.newReleaseId(
            "org.rationale.drl", "rules%09d".formatted(COUNTER.incrementAndGet()), "1");
    KieFileSystem folder = services.newKieFileSystem();
    folder.generateAndWritePomXML(id);
    for (int i = 0; i < files.size(); i++) {
      folder.write(
          services
              .getResources()
              .newByteArrayResource(files.get(i).text().getBytes(StandardCharsets.UTF_8))
              .setResourceType(ResourceType.DRL)
              .setSourcePath(FOLDER + "f" + i + ".drl"));
    }
    KieBuilder builder = services.newKieBuilder(folder, ModelCompiler.class.getClassLoader());
    try {
      builder.buildAll(ExecutableModelProject.class);
      List<Message> errors = builder.getResults().getMessages(Message.Level.ERROR);
      if (!errors.isEmpty()) {
        new CompileErrors(files).report(errors, diagnostics);
        return Optional.empty();
      }
      return Optional.of(model((InternalKieModule) builder.getKieModule()));
    } finally {
      services.getRepository().removeKieModule(id);
    }
  }

  private static CompiledModel model(InternalKieModule module) {
    Map<String, byte[]> classes = new TreeMap<>();
    List<String> models = new ArrayList<>();
    for (String name : module.getFileNames()) {
      if (name.endsWith(".class")) {
        String binaryName = name.substring(0, name.length() - ".class".length()).replace('/', '.');
        classes.put(binaryName, module.getBytes(name));
      } else if (name.endsWith("drools-model")) {
        new String(module.getBytes(name), StandardCharsets.UTF_8)
            .lines()
            .skip(1) // the version of Drools
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .forEach(models::add);
      }
    }
    models.sort(null);
    return new CompiledModel(models, new HashMap<>(classes));
  }
}
