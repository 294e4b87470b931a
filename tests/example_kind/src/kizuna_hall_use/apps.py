from workflows.engine.plugin import KindConfig


class HallUseConfig(KindConfig):
    name = "kizuna_hall_use"
    label = "hall_use"
