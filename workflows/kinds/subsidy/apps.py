from workflows.engine.plugin import KindConfig


class SubsidyConfig(KindConfig):
    name = "workflows.kinds.subsidy"
    label = "subsidy"
