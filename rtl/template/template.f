rtl/soc/soc_pkg.sv
rtl/bus/bus_pkg.sv
build/gen/template_reg_pkg.sv
build/gen/template_reg.sv
rtl/bus/reg_adapter.sv
rtl/template/template.sv
