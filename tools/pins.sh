# What set-up downloads: pinned by content. A file is taken from the first of its sources that
# yields the hash; add sources of your own in front or behind. Forms of a source:
#   pypi:NAME==VERSION   the source distribution of that name, by pip
#   wheel:NAME==VERSION  its wheel, by pip
#   https://... file:/...  the file itself, by curl
# (Models and data sets are pinned in the program: `tangram models`, `tangram data`.)
# shellcheck shell=bash disable=SC2034  # read by the scripts that source this file

# llama.cpp (MIT), whole, as this package vendors it.
LLAMA_FILE=llama_cpp_python-0.3.36.tar.gz
LLAMA_SHA256=832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e
LLAMA_SOURCES=(pypi:llama-cpp-python==0.3.36)
LLAMA_SUBDIR=llama_cpp_python-0.3.36/vendor/llama.cpp
LLAMA_COMMIT=0c1e57098bba43ac29e6e3b677cdceebdd22334f

# How it is built: static, for this machine's CPU, and nothing but the library.
LLAMA_OPTIONS=(
  -DCMAKE_BUILD_TYPE=Release
  -DBUILD_SHARED_LIBS=OFF
  -DLLAMA_BUILD_COMMON=OFF
  -DLLAMA_BUILD_TESTS=OFF
  -DLLAMA_BUILD_TOOLS=OFF
  -DLLAMA_BUILD_EXAMPLES=OFF
  -DLLAMA_BUILD_SERVER=OFF
  -DLLAMA_BUILD_APP=OFF
  -DLLAMA_BUILD_COMMIT="$LLAMA_COMMIT"
  -DLLAMA_BUILD_NUMBER=0
  -DGGML_NATIVE=ON
  -DGGML_OPENMP=ON
  -DGGML_CCACHE=OFF
)

# Plotly.js (MIT) draws the charts of reports. It lies whole in the wheel of the Python package.
PLOTLY_FILE=plotly-6.3.0-py3-none-any.whl
PLOTLY_SHA256=7ad806edce9d3cdd882eaebaf97c0c9e252043ed1ed3d382c3e3520ec07806d4
PLOTLY_SOURCES=(wheel:plotly==6.3.0)
PLOTLY_MEMBER=plotly/package_data/plotly.min.js
PLOTLY_JS_SHA256=122e3be346d66616944d0b83eaaf7242581508c3c1cfa0995a17af0d83eff770
